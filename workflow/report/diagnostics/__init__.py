"""What is wrong with files, told to other programs: JSON, SARIF, GitHub's annotations."""
