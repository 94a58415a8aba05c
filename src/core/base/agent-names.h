/* agent-names.h: where the agent is on the session bus: for itself and for whoever asks it. Its
 * interface is data/dbus/io.github.ingam.Ingam.Agent.xml. */
#pragma once

#define INGAM_AGENT_NAME APPLICATION_ID ".Agent" /* of the bus, and of the interface */
#define INGAM_AGENT_PATH "/io/github/ingam/Ingam/Agent"
