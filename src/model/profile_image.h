/*
 * A profile as bytes, for the cache: its arrays one behind the other as they
 * lie in memory, so that reading them again is one read. Only for the program
 * and machine that wrote them: whatever else they are shows, and any bytes are
 * fine. Pure.
 */
#ifndef TBTOP_MODEL_PROFILE_IMAGE_H
#define TBTOP_MODEL_PROFILE_IMAGE_H

#include "model/profile.h"

/* Another number for other arrays, or when what is found in a trace is another. */
#define PROFILE_IMAGE_VERSION 11

/* Each behind its length, in 4 bytes. */
struct image_texts {
	uint64_t count, length;
	char *bytes;
};

struct profile_image {
	struct slice *parts; /* most of them are the profile's own arrays */
	size_t count, capacity;
	struct image_texts names, findings;
};

/* The profile, which is not changed, must outlive its image. False when out of memory; it is to be freed in any case. */
bool profile_image_make(struct profile *profile, struct profile_image *out);
void profile_image_fini(struct profile_image *image);

/* Takes the bytes, aligned as by data_alloc, which `release` gives back. NULL, and they are given back, when they are no image, or out of memory. */
struct profile *profile_image_read(uint8_t *bytes, size_t length, image_release *release);

#endif
