"""People sign up for an activity by its QR code; the desk sees who comes and ticks who came."""
