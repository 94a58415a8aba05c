/* window-private.h: what the files of the window share: window.c (life and layout), window-rest.c
 * (what comes after the first frame), window-view.c (how and from where certificates are shown),
 * window-import.c (files coming in) and window-actions.c (what is done with a certificate). */
#pragma once

#include "app/aftercare/aftercare-window.h"
#include "app/backup/auto-backup.h"
#include "app/backup/backup-window.h"
#include "app/compat/split-view.h"
#include "app/detail/detail-page.h"
#include "app/guide/guide-window.h"
#include "app/import/import-dialog.h"
#include "app/import/import-session.h"
#include "app/list/list-page.h"
#include "app/preferences/preferences-window.h"
#include "app/widgets/drop-frame.h"
#include "app/window/blank-page.h"
#include "app/window/window.h"
#include "core/care/notices.h"

G_BEGIN_DECLS

struct _IngamWindow
{
  AdwApplicationWindow parent_instance;

  /* Owned */
  IngamPlaces *places;   /* NULL while practice certificates are being made */
  IngamJournal *journal; /* as long as there are places */
  GPtrArray *undo_steps; /* of IngamStoreStep: what Undo takes back; NULL: what was last at home */
  char *removed_id;      /* what Undo brings back, when that is one certificate */
  char *wanted_id;       /* the certificate whose page is opened once it is there; NULL: none */
  GSettings *settings;   /* NULL where what is shown is nobody's own */
  IngamBackupSession *backup;   /* NULL until it is needed */
  IngamAgentClient *agent;      /* NULL until it is needed */
  IngamAutoBackup *auto_backup; /* NULL where nothing is backed up by itself */
  char *scratch;                /* folder of practice certificates, or NULL */
  GCancellable *cancellable;
  GError *demo_error; /* why there are no practice certificates */
  GtkFileChooserNative *chooser;
  IngamImportSession *session; /* import under way */
  GQueue *waiting;             /* of GStrv: handed in meanwhile */
  GStrv halves;                /* what the last import was left with: the next may bring the rest */
  guint dialog_timeout;
  gboolean undoing;
  gboolean asked_again;       /* meanwhile */
  gboolean listing_aftercare; /* the journal is being asked */
  gboolean is_answering;      /* whether reminders are wanted; it is being made real */
  gboolean is_practice;
  gboolean wants_guide;  /* with wanted_id: how to renew it as well */
  gboolean has_followed; /* drives are known, or being looked at */
  gboolean has_resumed;  /* an aftercare that a crash closed is open again */
  gboolean is_seen;      /* its first frame is being made, or was */
  gboolean is_drawn;     /* the list, without the page beside it */

  GPtrArray *to_save;         /* of IngamCredential: whose dates the chooser is open for */
  IngamNoticeMemory *notices; /* NULL: not known */
  guint n_notice_reads;
  GPtrArray *arrived; /* of char *: ids of what imports brought, for the aftercare */

  /* Borrowed */
  IngamAftercareWindow *aftercare;     /* cleared when it closes */
  IngamBackupWindow *backup_window;    /* cleared when it closes */
  GtkWindow *front;                    /* what dialogs are shown over; NULL: this */
  IngamImportDialog *dialog;           /* cleared when it closes */
  IngamGuideWindow *guide;             /* cleared when it closes */
  IngamPreferencesWindow *preferences; /* cleared when it closes */
  AdwToast *undo_toast;                /* the one that offers Undo, while it is shown */
  IngamDetailPage *detail_page;        /* NULL until the list is drawn */
  IngamBlankPage *blank_page;          /* NULL until there is nothing else to show */
  AdwWindowTitle *marks_title;         /* of the rest: NULL until the list is drawn */
  GtkWidget *backup_bar;
  GtkLabel *backup_label;
  GtkWidget *consent_bar;
  GtkWidget *place_bar;
  GtkLabel *place_label;

  /* Template children */
  GtkBox *content_box;
  GtkStack *content_stack;
  GtkWidget *demo_bar;
  GtkLabel *demo_label;
  IngamDropFrame *drop_frame;
  GtkStack *header_stack;
  AdwSplitButton *import_button;
  IngamListPage *list_page;
  GtkMenuButton *menu_button;
  GtkWidget *odd_button;
  GtkBox *sidebar_box;
  IngamSplitView *split;
  GtkStack *stack;
  AdwWindowTitle *title;
  AdwToastOverlay *toasts;
};

/* @text is plain; the rest may be NULL. */
void ingam_window_show_toast (
    IngamWindow *self, const char *text, const char *button, const char *action, GVariant *target);
void ingam_window_update (IngamWindow *self);
/* The page of what is selected, also where there is room for one page only. */
void ingam_window_open_selected (IngamWindow *self);
/* Where a page beside the list waits for something to show: the first one that is shown. */
void ingam_window_select_something (IngamWindow *self);
/* The store that holds @credential; NULL when none does (any more): another store may hold the same
 * certificate in the same folder, and what is meant for one must not be done there. Borrowed. */
IngamStore *ingam_window_find_store (IngamWindow *self, IngamCredential *credential);
/* The names of the other places that hold the same certificate; NULL-terminated, g_strfreev(). */
char **ingam_window_dup_copies (IngamWindow *self, IngamCredential *credential);
/* From now on Undo takes back just this: of IngamStoreStep, in the order of doing; taken over. */
void ingam_window_set_undo (IngamWindow *self, GPtrArray *steps);
void ingam_window_set_undo_one (IngamWindow *self, IngamStore *store, const char *entry);

void ingam_window_open_path (IngamWindow *self, const char *path);

/* What the first frame does not show: made by the first call. */
void ingam_window_ensure_rest (IngamWindow *self);

void ingam_window_update_marks (IngamWindow *self);
void ingam_window_install_marks_actions (GtkWidgetClass *widget_class);

void ingam_window_install_guide_actions (GtkWidgetClass *widget_class);

/* Of reminders: what the person decides. The question is asked once, of a store of their own. */
void ingam_window_update_consent (IngamWindow *self);
/* The agent looks, if it runs: something changed that it cannot see. */
void ingam_window_tell_agent (IngamWindow *self);
void ingam_window_close_preferences (IngamWindow *self);
void ingam_window_install_reminder_actions (GtkWidgetClass *widget_class);

/* What was said of certificates is read again, and then shown; see window-notices.c. */
void ingam_window_list_notices (IngamWindow *self);
void ingam_window_show_notices (IngamWindow *self);
void ingam_window_install_notice_actions (GtkWidgetClass *widget_class);

void ingam_window_install_calendar_actions (GtkWidgetClass *widget_class);

/* What notifications and the tray ask for; see window-requests.c. */
void ingam_window_go_on_opening (IngamWindow *self);
void ingam_window_install_request_actions (GtkWidgetClass *widget_class);

void ingam_window_install_view_actions (IngamWindow *self);
/* For as long as the window is open, as nothing is kept of it. */
void ingam_window_order_by_urgency (IngamWindow *self);
/* As it was left, with the places there are: for the person's own store. */
void ingam_window_restore_view (IngamWindow *self);

void ingam_window_import_paths (IngamWindow *self, const char *const *paths);
void ingam_window_go_on_importing (IngamWindow *self);
void ingam_window_stop_importing (IngamWindow *self);
void ingam_window_install_import_actions (GtkWidgetClass *widget_class);

/* Dialogs are shown over the window that asked for them. */
GtkWindow *ingam_window_get_front (IngamWindow *self);

/* The aftercare of @credential; NULL: there is none yet. */
void ingam_window_show_aftercare (IngamWindow *self, IngamCredential *credential);
/* What is unfinished is asked of the journal again, and said in the list. */
void ingam_window_list_aftercare (IngamWindow *self);
/* The same of the backups. */
void ingam_window_list_backups (IngamWindow *self);
/* An import has brought this certificate (hex), or will presently: the aftercare takes it. */
void ingam_window_tell_arrived (IngamWindow *self, const char *id);
void ingam_window_offer_arrived (IngamWindow *self);
void ingam_window_close_aftercare (IngamWindow *self);
void ingam_window_install_aftercare_actions (GtkWidgetClass *widget_class);

/* Once everything is drawn, and again: from now on what changes is backed up. */
void ingam_window_begin_auto_backup (IngamWindow *self);
void ingam_window_close_backup (IngamWindow *self);
void ingam_window_install_backup_actions (GtkWidgetClass *widget_class);

void ingam_window_update_actions (IngamWindow *self);
void ingam_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
