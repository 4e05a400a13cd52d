/** The pages of shares. */

import { enhanceShareLinks } from "../library/share_links.js";
import "../ui/menu.js";

enhanceShareLinks(document);
