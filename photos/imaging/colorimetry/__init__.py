"""What the numbers of a picture mean as light, where it comes without a profile that says so. Nothing here decodes."""
