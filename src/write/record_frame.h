/* Framing of a payload as a TFRecord (event-format 2.1). Pure; any thread. */
#ifndef TBTOP_WRITE_RECORD_FRAME_H
#define TBTOP_WRITE_RECORD_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_HEADER 12
#define FRAME_FOOTER 4
#define FRAME_SIZE (FRAME_HEADER + FRAME_FOOTER)

/* Around the payload of `length` bytes that is already at record + FRAME_HEADER. Returns where the record ends. */
uint8_t *frame_fill(uint8_t *record, size_t length);

#endif
