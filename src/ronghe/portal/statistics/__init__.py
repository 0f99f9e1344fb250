"""What stands where, in numbers: for the university, the province and the nation."""
