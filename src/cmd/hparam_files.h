/*
 * The files with hparams that hold for one run, found without a scan: beside
 * its event files, and in the directories above them as far as the LOGDIR.
 */
#ifndef TBTOP_CMD_HPARAM_FILES_H
#define TBTOP_CMD_HPARAM_FILES_H

#include "cmd/glimpse.h"
#include "model/finds.h"

/* Those that are there, met as a scan would meet them (finds_meet). */
void hparam_files_meet(struct finds *finds, const struct glimpse_file *file, const struct logdir *logdirs, size_t count);
/* What they are now becomes part of the subject: knowledge that hangs on them, too. */
void hparam_files_subject(struct cache_subject *subject, const struct finds *finds);

#endif
