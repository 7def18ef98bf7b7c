/* A problem of a file in the words and fields that `list` and `check` share. */
#ifndef TBTOP_CMD_PROBLEM_H
#define TBTOP_CMD_PROBLEM_H

#include "cmd/json.h"
#include "model/store.h"

/* "damaged payload", "unreadable: permission denied" … */
void problem_describe(struct str *out, const struct problem *problem);
/* The array `problems` of `list --json` and `check --json`, with its key. */
void problem_json_all(struct json *json, const struct store *store);

#endif
