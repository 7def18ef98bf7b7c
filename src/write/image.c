#include "write/picture_file.h"
#include "write/pixels.h"
#include "write/tensor.h"
#include "write/writer.h"

#include <errno.h>
#include <stdio.h>

/* Summary.Image */
#define IMAGE_HEIGHT 1
#define IMAGE_WIDTH 2
#define IMAGE_COLORSPACE 3 /* the number of channels, as it happens */
#define IMAGE_ENCODED 4

/* One picture: as PyTorch's writer has it. */
static void put_image(struct event *event, const struct tbr_bytes *file, const struct picture_file *picture)
{
	struct bytes *out = &event->bytes;
	size_t image = message_begin(out, VALUE_IMAGE);
	put_integer(out, IMAGE_HEIGHT, picture->height);
	put_integer(out, IMAGE_WIDTH, picture->width);
	put_integer(out, IMAGE_COLORSPACE, picture->channels);
	put_bytes(out, IMAGE_ENCODED, file->data, file->size);
	message_end(out, image);
}

/* Several: as TensorFlow 2 has them, width and height of the first in front. */
static void put_images(struct event *event, const struct tbr_bytes *files, size_t count,
                       const struct picture_file *first)
{
	char width[16], height[16];
	snprintf(width, sizeof width, "%u", first->width);
	snprintf(height, sizeof height, "%u", first->height);
	size_t tensor = tensor_begin(event, TENSOR_STRING, (const size_t[]){count + 2}, 1);
	tensor_text(event, width);
	tensor_text(event, height);
	for (size_t i = 0; i < count; i++)
		tensor_bytes(event, files[i].data, files[i].size);
	tensor_end(event, tensor);
	metadata_plain(event, "images");
}

int tbr_image_files(struct tbr_writer *writer, const char *tag, int64_t step, const struct tbr_bytes *files,
                    size_t count)
{
	struct event event;
	struct picture_file first = {0}, other;
	if (!files || !count)
		return -EINVAL;
	for (size_t i = 0; i < count; i++)
		if (!picture_file_read(i ? &other : &first, files[i].data, files[i].size))
			return -EINVAL;
	writer_begin(writer, &event, step);
	event_value(&event, tag);
	if (count == 1)
		put_image(&event, files, &first);
	else
		put_images(&event, files, count, &first);
	event_value_end(&event);
	return writer_record(&event);
}

int tbr_image(struct tbr_writer *writer, const char *tag, int64_t step, const uint8_t *pixels, unsigned width,
              unsigned height, unsigned channels)
{
	struct bytes png = {0};
	int error = pixels_compress(&png, pixels, width, height, channels);
	if (!error)
		error = tbr_image_files(writer, tag, step, &(struct tbr_bytes){png.data, png.length}, 1);
	bytes_fini(&png);
	return error;
}
