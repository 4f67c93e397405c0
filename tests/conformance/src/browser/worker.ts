import {carryOut} from './carryOut.js';
import {takeOrders} from './messages.js';

// The worker in which the suite runs.
takeOrders(carryOut);
