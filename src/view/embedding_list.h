/* The list of embeddings: those of each configuration of the projector plugin that was found. */
#ifndef TBTOP_VIEW_EMBEDDING_LIST_H
#define TBTOP_VIEW_EMBEDDING_LIST_H

#include "model/projections.h"
#include "ui/list.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"

struct embedding_row {
	char *path;          /* of the configuration; owned */
	size_t index;        /* in it; PROJECTION_CONFIG as long as it was not read */
	uint64_t stamp;      /* of the configuration (projections_stamp) */
	struct label name;   /* "run  embedding" */
	struct label wrong;  /* why it can't be read */
};

struct embedding_list {
	struct embedding_row *rows;
	size_t count, capacity;
	struct list list;
	struct rect area;
};

/* Whether there is any configuration. */
bool embedding_list_available(const struct scene *scene);
/* Asks for the configurations, too. */
void embedding_list_prepare(struct embedding_list *list, const struct scene *scene, struct asks *out);
void embedding_list_fit(struct embedding_list *list, struct rect area);
void embedding_list_paint(const struct embedding_list *list, struct canvas *canvas, bool focused);
/* False: not its action. */
bool embedding_list_act(struct embedding_list *list, const struct input *input);
/* The row at the cursor; NULL without any. */
const struct embedding_row *embedding_list_cursor(const struct embedding_list *list);
const char *embedding_list_title(const struct embedding_list *list);
void embedding_list_fini(struct embedding_list *list);

#endif
