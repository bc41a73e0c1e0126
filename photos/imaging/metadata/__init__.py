"""What a picture's file says about the picture: raw blocks, and what is read in them. No pixel is decoded for it.

A block, a field or a date may be missing, damaged or hostile; it then reads as absent, and refuses nothing.
"""
