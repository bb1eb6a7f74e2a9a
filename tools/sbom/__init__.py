"""What the images are made of, as CycloneDX documents, and the list of their licences."""
