"""What universities offer: training plans, syllabi, enrolment and placement; and what enterprises say when asked."""
