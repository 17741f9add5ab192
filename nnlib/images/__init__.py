"""From a drawing or a picture to what the network is fed, and more of both by a synthetic pen."""
