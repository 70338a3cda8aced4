"""The web server's connections: what each may take of time, memory and threads, so that nobody can stop the service.

Below is waitress, whose loop reads heads and bodies before a thread is taken; that is why neither slow heads nor slow
bodies hold one. It was measured beside granian and hypercorn with 1,000 slow connections: granian bounds the head's
time, but each slow body holds one of its threads, and 1,000 stop it; hypercorn keeps answering and holds what it was
sent without any end; neither counts by address. What waitress lacks is here:

- ``rules``: who is late and who is surplus, decided on plain values;
- ``room``: how much memory bodies take, in all and by whom;
- ``incoming``: a request that stops coming in where more must be allowed first;
- ``channel`` and ``server``: waitress's own, with deadlines, bounds and turns by address;
- ``sending``: the application's word on who may send more than a form.
"""
