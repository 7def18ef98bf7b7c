/* saved_model.pb (event-format 3.7). Pure. */
#ifndef TBTOP_DECODE_SAVED_MODEL_H
#define TBTOP_DECODE_SAVED_MODEL_H

#include "base/status.h"
#include "data/saved_model.h"

/* The model borrows `bytes`. On anything but STATUS_OK there is none. */
enum status saved_model_decode(struct slice bytes, struct saved_model *out);

#endif
