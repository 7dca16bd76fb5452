"""What the course is kept with: none of it is needed to read a page or to import the library."""
