"""What the acts did to the world: the class's scenario, run by the engine from the start each time."""
