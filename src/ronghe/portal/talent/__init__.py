"""What people decide about supply and demand of talent: terms, standards, majors, matching, shared resources."""
