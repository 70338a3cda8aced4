"""Contracts and agreements (合同与协议): who signed what with whom, for how long, what is paid, what came of it."""
