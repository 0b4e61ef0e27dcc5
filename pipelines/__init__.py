"""What runs and when: definitions, partitions, jobs, schedules, sensors and the command line."""
