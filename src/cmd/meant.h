/* What a person may have meant by a word of the command line that there is not. */
#ifndef TBTOP_CMD_MEANT_H
#define TBTOP_CMD_MEANT_H

#include "cmd/options.h"

/* The command, `help` too, that is nearly called so; NULL when there is none, or the word is likelier a directory. */
const char *meant_command(const char *word);
/* What the last word of a command may be besides a LOGDIR, and is nearly called so; NULL when there is none. */
const char *meant_part(enum command command, const char *word);
/* The topic of the manual whose name is nearest; false when none is near. */
bool meant_topic(const char *word, struct str *out);
/* The setting of the configuration that is nearly called so, as it is written there; false when there is none. */
bool meant_setting(const char *word, struct str *out);
/* Likewise the action, whose name may have words behind it, and the role of a theme; NULL when there is none. */
const char *meant_action(const char *word);
const char *meant_role(const char *word);
/*
 * What to do about an option that there is not, by its name without dashes at
 * its front and with "_" for others: appended as the end of a sentence.
 */
void meant_option(const char *name, enum command command, struct str *out);
/* An option's name as it is written: "--reload-interval", appended. */
void meant_spelled(const char *name, struct str *out);

#endif
