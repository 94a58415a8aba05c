/* file-tile.h: a file that can be dragged out of the window. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_FILE_TILE (ingam_file_tile_get_type ())
G_DECLARE_FINAL_TYPE (IngamFileTile, ingam_file_tile, INGAM, FILE_TILE, AdwBin)

/* Signal "taken": another program took it. */
void ingam_file_tile_set_path (IngamFileTile *self, const char *path);

G_END_DECLS
