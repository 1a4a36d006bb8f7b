"""The addresses of the site: requests are read here, and answered from the rooms beside."""
