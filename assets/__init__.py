"""What is made: one file per table. Thin: fetch, call, write, report. No rules about papers and no transport live here."""
