/*
 * Frames with as few bytes as it takes show what they show as curses made them, whatever order their cells are sent
 * in, frame after frame. The input says what stands where.
 */
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "ui/thrift.h"
#include "unit/ui/screen.h"

static unsigned by_input(void *context)
{
	return take_byte(context);
}

static void take_frame(struct take *take, struct place *at, struct str *frame)
{
	for (int parts = take_byte(take) % 12; parts > 0; parts--) {
		append_move(frame, at, by_input, take);
		append_cells(frame, at, by_input, take);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct patch patch;
	struct take take = {bytes, length};
	struct screen plain = {.pen = no_pen}, thrifty = plain;
	struct place at = {-1, -1};
	struct thrift thrift = {0};
	thrift_begin(&thrift, take_byte(&take) & 1 ? &patch : NULL);
	thrift_resize(&thrift, COLUMNS);
	while (take.left) {
		struct str frame = {0}, out = {0};
		take_frame(&take, &at, &frame);
		thrift_take(&thrift, str_slice(&frame), &out);
		if (!show(&plain, str_slice(&frame)) || !show(&thrifty, str_slice(&out)))
			object("a terminal understands it");
		if (!same_screen(&plain, &thrifty))
			object("it shows the same");
		str_fini(&frame);
		str_fini(&out);
	}
	return 0;
}
