/*
 * What Keras 2 says of a model that it saved as a SavedModel: the configuration
 * of the whole model as JSON, as of to_json(). Up to TensorFlow 2.4 it is in
 * the object graph of saved_model.pb (saved_object_graph.proto: SavedUserObject),
 * from then on in keras_metadata.pb beside it (saved_metadata.proto). Pure.
 */
#ifndef TBTOP_DECODE_KERAS_METADATA_H
#define TBTOP_DECODE_KERAS_METADATA_H

#include "base/str.h"

#define KERAS_METADATA_NAME "keras_metadata.pb"
#define KERAS_METADATA_MOST ((size_t)64 << 20) /* bytes of that file that anybody looks at */

/* Of the file beside the model; borrowed from it, empty when there is none. */
struct slice keras_metadata_of_file(struct slice file);
/* Of a MetaGraphDef. */
struct slice keras_metadata_of_graph(struct slice meta_graph);

#endif
