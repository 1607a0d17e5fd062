"""What a monitor asks: is everything going as it should?"""
