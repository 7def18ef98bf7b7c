/* One function a command; each returns the exit status that tbtop(1) tells and has a file of its name. */
#ifndef TBTOP_CMD_COMMANDS_H
#define TBTOP_CMD_COMMANDS_H

#include "cmd/options.h"

int cmd_list(const struct options *options);
int cmd_export(const struct options *options);
int cmd_steps(const struct options *options);
/* --no-live: the simulated sweep, written at once. */
int cmd_demo(const struct options *options);
/* Whether the options of `demo` go together; says so if not. */
bool demo_options_fit(const struct options *options);
int cmd_log(const struct options *options);
int cmd_check(const struct options *options);
int cmd_status(const struct options *options);
int cmd_config(const struct options *options);
int cmd_profile(const struct options *options);
int cmd_graph(const struct options *options);
int cmd_help(const struct options *options);
int cmd_once(const struct options *options);

#endif
