#include "view/pixels.h"

#include <math.h>

#define CHECK_DARK 0x66
#define CHECK_LIGHT 0x99
#define CHECK_SIDE 2 /* half cells */
#define CHECK_PIXELS 8
/* Places looked at for a half cell, on each axis: a picture is small enough already (data/picture.h). */
#define PROBES 4

struct view_port {
	double left, top, scale; /* kept pixels at the area's corner; kept pixels for a half cell, */
	double scale_y;          /* on either axis where it is drawn as pixels */
	int check;               /* side of the checks behind what is transparent */
};

static struct view_port port_of(const struct picture *picture, const struct pixels_look *look, struct rect cells)
{
	struct view_port port = {.check = CHECK_SIDE};
	double width = cells.width, height = 2.0 * cells.height;
	port.scale = port.scale_y = fmax(picture->columns / width, picture->rows / height) / look->zoom;
	port.left = look->centre_x * picture->columns - port.scale * width / 2;
	port.top = look->centre_y * picture->rows - port.scale * height / 2;
	port.left = fmax(fmin(port.left, picture->columns - port.scale * width), 0);
	port.top = fmax(fmin(port.top, picture->rows - port.scale * height), 0);
	return port;
}

struct pixels_reach pixels_reach(const struct picture *picture, struct rect area)
{
	if (rect_empty(area) || !picture->columns || !picture->rows)
		return (struct pixels_reach){0.5, 0.5};
	double scale = port_of(picture, &(struct pixels_look){.zoom = 1}, area).scale;
	return (struct pixels_reach){scale * area.width / 2 / picture->columns, scale * area.height / picture->rows};
}

static double kept_centre(double centre, double reach)
{
	return reach >= 0.5 ? 0.5 : fmin(fmax(centre, reach), 1 - reach);
}

void pixels_go(struct pixels_look *look, struct pixels_reach reach, double zoom, double by_x, double by_y)
{
	look->zoom = zoom;
	look->centre_x = kept_centre(look->centre_x + by_x, reach.x / zoom);
	look->centre_y = kept_centre(look->centre_y + by_y, reach.y / zoom);
}

struct rect pixels_fit(const struct picture *picture, const struct pixels_look *look, struct rect area)
{
	if (rect_empty(area) || !picture->columns || !picture->rows)
		return (struct rect){area.x, area.y, 0, 0};
	double scale = port_of(picture, look, area).scale;
	int width = (int)ceil(picture->columns / scale - 1e-6), height = (int)ceil(picture->rows / scale / 2 - 1e-6);
	width = width < 1 ? 1 : width < area.width ? width : area.width;
	height = height < 1 ? 1 : height < area.height ? height : area.height;
	return (struct rect){area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height};
}

struct sum {
	double channel[4];
};

/* The mean of what lies between, at most PROBES by PROBES places of it. */
static struct sum mean_of(const struct picture *picture, double x, double y, double width, double height)
{
	struct sum sum = {{0}};
	int across = width <= 1 ? 1 : width < PROBES ? (int)ceil(width) : PROBES;
	int down = height <= 1 ? 1 : height < PROBES ? (int)ceil(height) : PROBES;
	for (int j = 0; j < down; j++)
		for (int i = 0; i < across; i++) {
			double at_x = x + (i + 0.5) * width / across, at_y = y + (j + 0.5) * height / down;
			uint32_t column = at_x < picture->columns ? (uint32_t)at_x : picture->columns - 1;
			uint32_t row = at_y < picture->rows ? (uint32_t)at_y : picture->rows - 1;
			for (int c = 0; c < 4; c++)
				sum.channel[c] += picture->rgba[4 * ((size_t)row * picture->columns + column) + (size_t)c];
		}
	for (int c = 0; c < 4; c++)
		sum.channel[c] /= across * down;
	return sum;
}

static double lit(const struct picture *picture, const struct pixels_look *look, double value)
{
	double low = 0, span = 255;
	if (look->stretched && picture->max > picture->min) {
		low = picture->min;
		span = picture->max - picture->min;
	}
	double part = fmin(fmax((value - low) / span, 0), 1);
	return 255 * (look->gamma == 1 ? part : pow(part, 1 / look->gamma));
}

static uint32_t colour_of(const struct picture *picture, const struct pixels_look *look, const struct sum *sum,
                          bool dark)
{
	double check = dark ? CHECK_DARK : CHECK_LIGHT, alpha = sum->channel[3] / 255;
	uint32_t colour = 0;
	for (int c = 0; c < 3; c++) {
		double value = alpha * lit(picture, look, sum->channel[c]) + (1 - alpha) * check;
		colour = colour << 8 | (uint32_t)(value + 0.5);
	}
	return colour;
}

static uint32_t difference_of(const struct sum *a, const struct sum *b, const struct pixels_look *look)
{
	uint32_t colour = 0;
	for (int c = 0; c < 3; c++) {
		double apart = fabs(a->channel[c] - b->channel[c]) / 255;
		colour = colour << 8 | (uint32_t)(255 * pow(apart, 1 / look->gamma) + 0.5);
	}
	return colour;
}

static uint32_t spot(const struct picture *picture, const struct picture *other, const struct pixels_look *look,
                     const struct view_port *port, int column, int row)
{
	double x = port->left + column * port->scale, y = port->top + row * port->scale_y;
	if (x >= picture->columns || y >= picture->rows)
		return HALF_CLEAR;
	struct sum sum = mean_of(picture, x, y, port->scale, port->scale_y);
	if (!other)
		return colour_of(picture, look, &sum, (column / port->check + row / port->check) % 2);
	double across = (double)other->columns / picture->columns, down = (double)other->rows / picture->rows;
	struct sum that = mean_of(other, x * across, y * down, port->scale * across, port->scale_y * down);
	return difference_of(&sum, &that, look);
}

void pixels_paint(struct canvas *canvas, struct rect area, const struct picture *picture, const struct picture *other,
                  const struct pixels_look *look)
{
	struct rect cells = pixels_fit(picture, look, area);
	if (rect_empty(cells))
		return;
	struct view_port port = port_of(picture, look, area);
	/* What fits on an axis begins at its corner. */
	for (int y = 0; y < cells.height; y++)
		for (int x = 0; x < cells.width; x++)
			canvas_halves(canvas, cells.x + x, cells.y + y, spot(picture, other, look, &port, x, 2 * y),
			              spot(picture, other, look, &port, x, 2 * y + 1), NAN);
}

void pixels_render(const struct picture *picture, const struct picture *other, const struct pixels_look *look,
                   struct rect cells, int width, int height, uint8_t *rgb)
{
	struct view_port port = port_of(picture, look, cells);
	/* The last cell of an axis may reach over the picture's edge: pixels don't. */
	port.scale_y = fmin(2 * port.scale * cells.height, picture->rows - port.top) / height;
	port.scale = fmin(port.scale * cells.width, picture->columns - port.left) / width;
	port.check = CHECK_PIXELS;
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++, rgb += 3) {
			uint32_t colour = spot(picture, other, look, &port, x, y);
			rgb[0] = (uint8_t)(colour >> 16);
			rgb[1] = (uint8_t)(colour >> 8);
			rgb[2] = (uint8_t)colour;
		}
}
