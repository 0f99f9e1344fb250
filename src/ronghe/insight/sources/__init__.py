"""What is delivered: files of other people's making, read, cleaned of personal data and staged for a build."""
