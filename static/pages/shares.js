/** The pages of shares. */

import { enhanceShareLinks } from "../library/share_links.js";

enhanceShareLinks(document);
