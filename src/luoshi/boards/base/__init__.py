"""Boards, their tiles and with whom they are shared; the periods and pictures of a tile."""
