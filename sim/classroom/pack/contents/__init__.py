"""What each handout says, one file for each."""
