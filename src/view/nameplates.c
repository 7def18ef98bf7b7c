#include "view/nameplates.h"

#define NAME_MOST 24 /* columns */

void nameplates_clear(struct nameplates *plates)
{
	plates->count = 0;
}

void nameplates_add(struct nameplates *plates, const struct solid *solid, const struct solid_source *source,
                    const struct labels *labels, size_t row, bool chosen)
{
	if (plates->count == NAMEPLATES_MOST)
		return;
	struct nameplate *plate = &plates->items[plates->count];
	if (!solid_cell(solid, source, row, &plate->x, &plate->y))
		return;
	plate->chosen = chosen;
	point_name(labels, row, &plate->name, NAME_MOST);
	plates->count++;
}

static bool is_free(const struct canvas *canvas, int x, int y, int width, const struct rect *taken, int count)
{
	if (x + width > canvas->clip.x + canvas->clip.width)
		return false;
	for (int i = 0; i < count; i++)
		if (taken[i].y == y && x < taken[i].x + taken[i].width && taken[i].x < x + width)
			return false;
	return true;
}

void nameplates_paint(const struct nameplates *plates, struct rect picture, struct canvas *canvas)
{
	struct rect taken[NAMEPLATES_MOST];
	int count = 0;
	for (int i = 0; i < plates->count; i++) {
		const struct nameplate *plate = &plates->items[i];
		canvas_put(canvas, picture.x + plate->x, picture.y + plate->y, plate->chosen ? 0x25C6 : 0x25CF,
		           plate->chosen ? ROLE_CURSOR : ROLE_WARN, 0);
	}
	for (int i = plates->count; i-- > 0;) {
		const struct nameplate *plate = &plates->items[i];
		int x = picture.x + plate->x, y = picture.y + plate->y, width = plate->name.width + 2;
		if (!is_free(canvas, x, y, width, taken, count))
			continue;
		canvas_text(canvas, x + 2, y, plate->name.width, label_slice(&plate->name), plate->chosen ? ROLE_STRONG : ROLE_TEXT, 0);
		taken[count++] = (struct rect){x, y, width, 1};
	}
}
