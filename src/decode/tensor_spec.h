/* Tensors without values, as signatures, variables and checkpoints tell them. False: ill-formed, or no memory. Pure. */
#ifndef TBTOP_DECODE_TENSOR_SPEC_H
#define TBTOP_DECODE_TENSOR_SPEC_H

#include "data/saved_model.h"
#include "read/wire.h"

#define SPECS_MOST 65536    /* tensors of a signature, signatures of a graph */
#define SPEC_RANK_MOST 4096 /* TensorFlow's own tensors have at most 254 dimensions */

/* A TensorShapeProto. */
bool tensor_spec_shape(struct wire shape, struct tensor_spec *out);
/* A TensorInfo; the name is the caller's. */
bool tensor_spec_of_info(struct wire info, struct tensor_spec *out);
/* A SavedVariable; merged into what is there already. */
bool tensor_spec_of_variable(struct wire variable, struct tensor_spec *out, bool *trainable);
/* A BundleEntryProto; the name is the caller's. */
bool tensor_spec_of_entry(struct wire entry, struct tensor_spec *out);

#endif
