import * as z from 'zod';

// Zod would compile a function for each object that it checks, which takes longer than all the checks of a session. It asks
// for this when a schema is made, so that whatever makes some first imports this file before the rest.
z.config({ jitless: true });
