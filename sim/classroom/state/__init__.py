"""What an exercise is after some acts: the replay of its log, nothing else."""
