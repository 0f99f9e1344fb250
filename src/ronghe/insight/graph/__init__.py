"""The map 产教对接谱系: from industry chains over occupations and skills to courses and majors."""
