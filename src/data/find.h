/* A file beside event files that can be opened: what its name and its place say. */
#ifndef TBTOP_DATA_FIND_H
#define TBTOP_DATA_FIND_H

#include "data/trace.h"

enum find_what { FIND_PROFILE, FIND_MODEL, FIND_PROJECTOR, FIND_SETTINGS };

/* Texts of a profile as in `profile --json`; of a SavedModel `run` is the directory of saved_model.pb, of a projector that of its configuration;
   of settings the run whose directory they are in. */
struct find_spec {
	enum find_what what;
	const char *run, *profile, *host, *file, *path;
	enum trace_format format; /* of a profile */
	uint64_t size;
	int64_t mtime_ns;
};

#endif
