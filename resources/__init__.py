"""What is talked to: arXiv, the object store, the workers, and the stand-in of arXiv. No rules about papers live here."""
