/*
 * Protocol buffer messages as bytes, appended field by field (encoding:
 * protobuf.dev/programming-guides/encoding). What is put is written, zero or
 * not; proto3's "zero is left out" is the caller's. No trees, no copies.
 */
#ifndef TBTOP_WRITE_MESSAGE_H
#define TBTOP_WRITE_MESSAGE_H

#include "write/bytes.h"

void put_varint(struct bytes *out, uint64_t value); /* alone, as in packed fields */
void put_integer(struct bytes *out, unsigned field, int64_t value); /* any int, enum, bool */
void put_double(struct bytes *out, unsigned field, double value);
void put_float(struct bytes *out, unsigned field, float value);
void put_bytes(struct bytes *out, unsigned field, const void *data, size_t size);
void put_text(struct bytes *out, unsigned field, const char *text);

/* Numbers of `size` bytes each as this machine has them, little-endian there: packed, or the content of a tensor. */
void put_little(struct bytes *out, unsigned field, const void *values, size_t count, size_t size);
void put_raw(struct bytes *out, const void *values, size_t count, size_t size); /* without key and length */

/* A message, or packed numbers, inside of another: what is put between the two calls. Nests. */
size_t message_begin(struct bytes *out, unsigned field);
void message_end(struct bytes *out, size_t begin);

size_t varint_size(uint64_t value);
/* Writes the varint to `at` and returns where it ends. */
uint8_t *varint_write(uint8_t *at, uint64_t value);

#endif
