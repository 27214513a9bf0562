"""What all other rooms use: exact bytes, the files of the home, and progress bars."""
