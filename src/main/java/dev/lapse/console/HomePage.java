package dev.lapse.console;

import dev.lapse.security.Caller;
import dev.lapse.security.Role;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The first page: who is signed in, what they may do, and where to go. */
@Controller
class HomePage {
  @GetMapping("/")
  String show(Model page, Caller caller) {
    page.addAttribute("caller", caller);
    page.addAttribute("roles", caller.roles().stream().sorted().toList());
    page.addAttribute("mayLookUp", mayLookUp(caller));
    page.addAttribute("mayReview", caller.roles().contains(Role.APPROVER));
    return "home";
  }

  static boolean mayLookUp(Caller caller) {
    return caller.roles().contains(Role.VIEWER)
        || caller.roles().contains(Role.OPERATOR)
        || caller.roles().contains(Role.APPROVER);
  }
}
