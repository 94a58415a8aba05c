/* sanitizer.h: whether this build carries AddressSanitizer, whose shadow is terabytes of mapped zeros
 * and which keeps what was freed: a search of the memory has no meaning there.
 */
#pragma once

#if defined(__SANITIZE_ADDRESS__) /* gcc */
#define INGAM_TEST_ASAN 1
#elif defined(__has_feature) /* clang */
#if __has_feature(address_sanitizer)
#define INGAM_TEST_ASAN 1
#endif
#endif
