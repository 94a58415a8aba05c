/* calendar.h: the days of certificates for a calendar program: iCalendar (RFC 5545), by libical.
 *
 * Two all-day events a certificate, in Korean dates: the first day on which it can be renewed (30
 * days before its end) and the last day of its validity, each with an alarm (VALARM) at nine in the
 * morning of that day, the last day one more a week ahead. The UIDs are made of the subject alone,
 * and SEQUENCE and DTSTAMP grow, so that importing the file of a renewed certificate moves the
 * events instead of adding to them.
 */
#pragma once

#include "core/cert/credential.h"

G_BEGIN_DECLS

/* UTF-8, CRLF, lines folded at 75 bytes. What has ended before @now is left out, unless all have.
 * @credentials: of IngamCredential, at least one; of several with one subject the newest. An end in
 * no year from 1 to 9999 has no event. */
GBytes *ingam_calendar_format (GPtrArray *credentials, gint64 now);

G_END_DECLS
