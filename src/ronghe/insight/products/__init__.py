"""What insight gives to those who decide: demand, competency standards, majors to adjust, how well supply matches."""
