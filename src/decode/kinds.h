/*
 * A decoder a kind, each in the file of its name. All take what decode.h says
 * and fill their part of the asset; `*memory` gets what it holds beside the
 * record. On anything but STATUS_OK the part is as asset_free takes it.
 */
#ifndef TBTOP_DECODE_KINDS_H
#define TBTOP_DECODE_KINDS_H

#include "decode/decode.h"

enum status decode_histogram(const struct payload *payload, struct histogram *out, size_t *memory);
enum status decode_images(const struct payload *payload, struct blobs *out, size_t *memory);
/* One of them as pixels: payload.part. */
enum status decode_picture(const struct payload *payload, struct picture *out, size_t *memory);
enum status decode_clips(const struct payload *payload, struct blobs *out, size_t *memory);
enum status decode_texts(const struct payload *payload, struct texts *out, size_t *memory);
enum status decode_pr_curve(const struct payload *payload, struct pr_curve *out, size_t *memory);
enum status decode_mesh(const struct payload *payload, struct mesh *out, size_t *memory);
enum status decode_ndarray(const struct payload *payload, struct ndarray *out, size_t *memory);
enum status decode_layout(const struct payload *payload, struct custom_layout *out, size_t *memory);
/* When nodes ran: payload.part of RunMetadata. */
enum status decode_node_stats(const struct payload *payload, struct node_stats *out, size_t *memory);
enum status decode_graph(const struct payload *payload, struct graph_totals *out, size_t *memory);

#endif
