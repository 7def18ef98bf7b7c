/* What can't be a LOGDIR is told before anything is shown. */
#ifndef TBTOP_APP_LOGDIRS_H
#define TBTOP_APP_LOGDIRS_H

#include "cmd/options.h"

/*
 * False, after a message, when one can't be read. One that a training is about
 * to make is waited for, and so is one whose file system does not answer soon: a
 * thread looks, and is left to itself then.
 */
bool logdirs_make_sense(const struct options *options);

#endif
