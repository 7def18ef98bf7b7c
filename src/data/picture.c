#include "data/picture.h"

#include <stdlib.h>

void picture_fini(struct picture *picture)
{
	free(picture->rgba);
	*picture = (struct picture){0};
}
